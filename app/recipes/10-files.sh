# The whole graph, and the checksums of all files of the release
curl --silent --remote-name {address}/dumps/regeerakkoord.nt.gz
curl --silent {address}/dumps/SHA256SUMS
