"""The dataset as four tables, in CSV and Parquet, for those who do not speak RDF.

A report leaves its share when it is converted (:mod:`.rows`), and the tables are put together
from the shares of all (:mod:`.files`). What the columns are stands in :mod:`.columns` alone; the
descriptions by which programs read the tables (:mod:`.described`) follow from it.
"""
