#!/usr/bin/env bash
# Fuzzes the reader of wikitext: tests/fuzz/run.sh [SECONDS], default 600. Needs clang (launch/setup.sh --reference) and
# expat. Starts from the examples of the unit test and of the generated dumps; what it finds lies in build/fuzz/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
seconds=${1:-600}
compiler=$(command -v clang++-14 || command -v clang++)
mkdir -p build/fuzz/corpus build/fuzz/seeds
wikitext=data/wikitext
cmake -DINPUT=$wikitext/templates/templates.txt -DOUTPUT=build/fuzz/shipped_templates.cc -DFUNCTION=ShippedTemplates \
  -DHEADER=$wikitext/templates/shipped_templates.h -P cmake/EmbedText.cmake
"$compiler" -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all -I. -DFMT_HEADER_ONLY \
  tests/fuzz/wikitext_fuzz.cc $wikitext/*.cc $wikitext/sites/*.cc $wikitext/templates/*.cc build/fuzz/shipped_templates.cc data/documents/{html_entities,html_entity_table,plain_text,simple_xml,xml_record}.cc \
  data/tokens/character_table.cc data/tokens/unicode_*.cc base/{error,atomic_file}.cc -lexpat -o build/fuzz/wikitext_fuzz
python3 - <<'PYTHON'
import re, sys
sys.path.insert(0, "tests/support")
from wiki_dump import Dump
texts = re.findall(r'{"((?:[^"\\]|\\.)*)", "', open("tests/data/wikitext/wikitext_test.cc").read())
texts += [Dump(300).article(page)[0] for page in range(20)]
for number, text in enumerate(texts):
    open(f"build/fuzz/seeds/{number}", "w").write(text.replace("\\n", "\n"))
PYTHON
printf '%s\n' '"[["' '"]]"' '"{{"' '"}}"' '"{{{"' '"{|"' '"|}"' '"<ref>"' '"</ref>"' '"<!--"' '"-->"' '"<nowiki>"' '"</nowiki>"' \
  '"[[File:"' '"[[Category:"' '"{{convert|"' '"{{lang|"' '"\x0a=="' '"=="' '"&#x"' '"&nbsp;"' '"__"' '"[http://"' >build/fuzz/words
build/fuzz/wikitext_fuzz build/fuzz/corpus build/fuzz/seeds -dict=build/fuzz/words -max_total_time="$seconds" -max_len=20000 \
  -timeout=10 -rss_limit_mb=2048 -artifact_prefix=build/fuzz/ -print_final_stats=1
