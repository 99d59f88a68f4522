#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
# mandoc.sh ROOT: mandoc finds nothing wrong with the manual.  (That it is in
# step with the option rows is another test.)
set -eu

command -v mandoc >/dev/null || { echo 'SKIP: no mandoc here'; exit 77; }
cd "$1"
mandoc -T lint -W warning docs/*.1
