#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# A project from nothing to undo, with curl alone: curl.sh http://127.0.0.1:5000
set -eu
url=${1:-http://127.0.0.1:5000}/api/v1

# field NAME: the first member of that name in the JSON on standard input.
field () { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

post () { curl -fsS -X POST -H 'Content-Type: application/json' "$url$1" -d "$2"; }

answer=$(post /projects '{"template_id":"restomod","project_name":"1966 Bronco"}')
session=$(echo "$answer" | field session_id)
project=$(echo "$answer" | field project_id)

# The root is the node whose id stands last: a node's members are in the order of the alphabet.
root=$(echo "$answer" | grep -o '"id":"[^"]*"' | tail -n 1 | cut -d '"' -f 4)

# A phase below it, by the id of the template's type.
phase=$(post /commands/execute '{"session_id":"'"$session"'","command_type":"CreateNode",
  "data":{"blueprint_type_id":"phase","parent_id":"'"$root"'","name":"Body and paint"}}' | field node_id)
echo "made $phase"

# Take it back, and do it again.
post "/sessions/$session/undo" '{}' >/dev/null
post "/sessions/$session/redo" '{}' >/dev/null

# What happened, from the beginning.
curl -fsS "$url/sessions/$session/events?since=0" | grep -o '"event":"[^"]*"'

# A copy of the live document, safe to mail.
copy=$(mktemp)
curl -fsS -o "$copy" "$url/projects/$project/export?format=talus"
echo "copied $(wc -c <"$copy") bytes"
rm "$copy"
