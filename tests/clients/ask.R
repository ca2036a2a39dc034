# Ask an endpoint a SELECT query with R's SPARQL package: Rscript ask.R URL QUERY
suppressPackageStartupMessages(library(SPARQL))
arguments <- commandArgs(trailingOnly = TRUE)
results <- SPARQL(arguments[1], arguments[2])$results
write.table(results, sep = "\t", quote = FALSE, row.names = FALSE, col.names = FALSE)
