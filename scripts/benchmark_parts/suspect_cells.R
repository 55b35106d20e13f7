# Rules and rows of figures in; for all rows together the seconds that errorlocate takes, then its cells, a row a line.
# Rscript suspect_cells.R RULES.txt ROWS.csv
suppressMessages(library(errorlocate))
given <- commandArgs(trailingOnly = TRUE)
rules <- do.call(validator, lapply(readLines(given[1]), function(line) parse(text = line)[[1]]))
rows <- read.csv(given[2], check.names = FALSE)
invisible(locate_errors(rows[1, ], rules)) # what is compiled and loaded on the first call is not counted
seconds <- system.time(found <- locate_errors(rows, rules))[["elapsed"]]
cat(seconds, "\n")
for (at in seq_len(nrow(rows))) cat(paste(names(rows)[which(values(found)[at, ])], collapse = ","), "\n")
