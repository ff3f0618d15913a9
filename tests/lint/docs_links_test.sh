#!/usr/bin/env bash
# Every path that README.md and docs/ name in back quotes or as a relative link exists in the tree.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
status=0
while IFS=: read -r file path; do
  path=${path%%#*}
  case $file in docs/*) [ -e "docs/$path" ] && continue ;; esac
  if [ ! -e "$path" ]; then
    echo "$file names $path, which does not exist"
    status=1
  fi
done < <(grep -oHE '(`(base|data|distributed|core|launch|configs|cluster|tests|docs|cmake)/[A-Za-z0-9_./-]+`|\]\([A-Za-z0-9_./#-]+\))' README.md docs/*.md |
  sed -E 's/:`(.*)`$/:\1/; s/:\]\((.*)\)$/:\1/' | sort -u)
exit $status
