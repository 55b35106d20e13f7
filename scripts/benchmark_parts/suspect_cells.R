# Rules and rows of figures in; the version of errorlocate, the seconds that it takes for all rows together, and the
# cells that it would change, a row a line, out.
# Rscript suspect_cells.R RULES.txt ROWS.csv
suppressMessages(library(errorlocate))
given <- commandArgs(trailingOnly = TRUE)
rules <- do.call(validator, lapply(readLines(given[1]), function(line) parse(text = line)[[1]]))
rows <- read.csv(given[2], check.names = FALSE)
invisible(locate_errors(rows[1, ], rules)) # what is compiled and loaded on the first call is not counted
seconds <- system.time(found <- locate_errors(rows, rules))[["elapsed"]]
writeLines(c(as.character(packageVersion("errorlocate")), format(seconds)))
for (at in seq_len(nrow(rows))) writeLines(paste(names(rows)[which(values(found)[at, ])], collapse = ","))
