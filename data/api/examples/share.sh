#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Lets somebody else into a session, and out again: share.sh https://HOST:PORT TOKEN SESSION
# TOKEN is an owner's, as `talus-tallyd token add` prints it.
set -eu
url=$1 token=$2 session=$3
place=$(mktemp -d)
trap 'rm -r "$place"' EXIT

# Who gets the link knows the host by fp: the SHA-256 of its certificate.
host=${url#https://}
openssl s_client -connect "$host" </dev/null 2>/dev/null | openssl x509 -out "$place/host.pem"
openssl x509 -in "$place/host.pem" -outform DER | openssl dgst -sha256 -binary |
  basenc --base64url | tr -d '=' >"$place/fingerprint"

# Headers are in files: a command line can be read by everybody on the computer.
umask 077
echo "Authorization: Bearer $token" >"$place/owner"
as () { who=$1; shift; curl -sS --cacert "$place/host.pem" -H "@$place/$who" "$@"; }
# field NAME: the first member of that name in the JSON on standard input.
field () { grep -o "\"$1\":\"[^\"]*\"" | head -n 1 | cut -d '"' -f 4; }

# An invite for one person, to edit. The link is for mail or chat.
answer=$(as owner -X POST "$url/api/v1/sessions/$session/invites" -d '{"role":"editor","uses":1}')
link=$(echo "$answer" | field link)
grep -q "fp=$(cat "$place/fingerprint")&" <<LINK
$link
LINK
echo "the link names the certificate that is there"

# The other side: the invite, which is behind i= in the link, for a token of one's own.
invite=$(echo "$link" | sed 's/.*#i=\([^&]*\).*/\1/')
answer=$(curl -sS --cacert "$place/host.pem" -X POST "$url/api/v1/join" \
  -d '{"invite":"'"$invite"'","name":"Bob"}')
echo "Authorization: Bearer $(echo "$answer" | field token)" >"$place/bob"
bob=$(echo "$answer" | field author_id)
echo "Bob is $(echo "$answer" | field role)"

# Bob reads and edits this session; he neither sees another nor lets others in.
as bob -f -o /dev/null "$url/api/v1/sessions/$session/graph"
as bob -X POST "$url/api/v1/sessions/$session/invites" -d '{"role":"viewer"}' | field code

# And out: his token is good for nothing any more, his connections have ended.
as owner -f -o /dev/null -X DELETE "$url/api/v1/sessions/$session/members/$bob"
as bob "$url/api/v1/sessions/$session/graph" | field code
as owner -f "$url/api/v1/sessions/$session/audit" | grep -o '"event":"[^"]*"'
