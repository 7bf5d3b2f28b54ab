# Lists the targets of a Makefile: `target: ... ## meaning` is a line, `##@ Title` a heading.
BEGIN { FS = ":.*## "; print "usage: make TARGET" }
/^##@ / { printf "\n%s\n", substr($0, 5) }
/^[a-z0-9-]+:.*## / { printf "  %-15s  %s\n", $1, $2 }
