#!/bin/sh
# SPDX-License-Identifier: ISC
# demo.sh - what dirwire does, on a private slapd that is gone afterwards.
#
#	sh examples/demo.sh DIRWIRE SRCDIR
#
# `./autogen.sh demo` installs, builds and calls it.
set -eu

dirwire=$(realpath "$1")
src=$(realpath "$2")
events=examples/contact-events.ndjson
base=dc=example,dc=com
folder=$(mktemp -d)
slapd_pid=

end() {
	if [ -n "$slapd_pid" ]; then
		kill "$slapd_pid" 2>/dev/null || true
		wait "$slapd_pid" 2>/dev/null || true
	fi
	rm -rf "$folder"
}
trap end EXIT
trap 'exit 1' HUP INT TERM

say() {
	printf '\n'
	printf '%s\n' "$@"
}

title() {
	printf '\n=== %s\n' "$*"
}

# Show a command as one would type it.
show() {
	printf '\n$ %s\n\n' "$*"
}

# Exit status 4 tells that some contacts were rejected; the samples are made for that.
apply() {
	status=0
	"$dirwire" apply "$@" -c "$folder/demo.conf" "$events" || status=$?
	case $status in
	0 | 4) ;;
	*) exit $status ;;
	esac
}

# ldapi percent-encoded: / is %2F
socket_uri() {
	printf 'ldapi://%s' "$(printf '%s' "$folder/ldapi" | sed 's|/|%2F|g')"
}

write_slapd_conf() {
	cat >"$folder/slapd.conf" <<-END
	include    /etc/ldap/schema/core.schema
	include    /etc/ldap/schema/cosine.schema
	include    /etc/ldap/schema/inetorgperson.schema
	modulepath /usr/lib/ldap
	moduleload back_mdb
	pidfile    $folder/slapd.pid
	database   mdb
	suffix     $base
	directory  $folder/db
	index      objectClass,uid,telephoneNumber eq
	access to * by dn.exact="gidNumber=$(id -g)+uidNumber=$(id -u),cn=peercred,cn=external,cn=auth" write by * read
	END
}

is_answering() {
	ldapsearch -x -H "$1" -s base -b '' 1.1 >/dev/null 2>&1
}

# A port above 20000; another one when somebody has it.
start_slapd() {
	for try in 1 2 3 4 5 6 7 8 9 10; do
		port=$((20000 + $(od -An -N2 -tu2 /dev/urandom) % 40000))
		slapd -f "$folder/slapd.conf" -d 0 \
		    -h "$(socket_uri) ldap://127.0.0.1:$port" \
		    >"$folder/slapd.log" 2>&1 &
		slapd_pid=$!
		while kill -0 "$slapd_pid" 2>/dev/null; do
			is_answering "ldap://127.0.0.1:$port" && return 0
		done
		wait "$slapd_pid" || true
		slapd_pid=
	done
	cat "$folder/slapd.log" >&2
	printf 'demo: slapd does not start (tried %s ports)\n' "$try" >&2
	exit 1
}

search() {
	ldapsearch -x -LLL -o ldif-wrap=no -H "ldap://127.0.0.1:$port" \
	    -b "ou=people,$base" "$@"
}

# `name: text` and `name:: base64` as text
value() {
	case $1 in
	*::*) printf '%s' "${1#*:: }" | base64 -d ;;
	*) printf '%s' "${1#*: }" ;;
	esac
}

# The phonebook as a phone would list it, sorted by number.
list() {
	search "$1" cn telephoneNumber | while IFS= read -r line; do
		case $line in
		cn:*) name=$(value "$line") ;;
		telephoneNumber:*) number=$(value "$line") ;;
		'')
			printf '  %-16s %s\n' "${number:-no number}" "$name"
			number=
			;;
		esac
	done | sort
}

PATH=$PATH:/usr/sbin:/sbin
export PATH
cd "$src"
unset LDAPRC LDAPCONF LDAPURI LDAPBASE || true

title 'A directory for the demo'
mkdir "$folder/db"
write_slapd_conf
slapadd -f "$folder/slapd.conf" -l "$src/examples/people.ldif"
start_slapd
sed "s|@SOCKET@|$(socket_uri)|; s|@SRC@|$src|" "$src/examples/demo.conf" \
    >"$folder/demo.conf"
say "A private slapd answers on 127.0.0.1, port $port; its files are in a temporary" \
    'folder.  It holds an empty phonebook, and one entry made by hand:'
list '(objectClass=person)'

title 'The dry run'
say 'The phone system has sent events: people came, changed and left.  Before anything' \
    'is written, dirwire shows what it would do: every entry, every value, and the line' \
    'of the map that it comes from.'
show "dirwire apply -n -c demo.conf $events"
apply -n
say '+ is an entry or a value to add.  ! is a contact that cannot be used, and why.' \
    '? is a value that was left out, or something that was assumed.  Nothing was written.'

title 'The run'
say 'The same code, the same changes; now they are made.'
show "dirwire apply -c demo.conf $events"
apply -q --report "text=$folder/report"
tail -n 1 "$folder/report"
rm "$folder/report"
say 'Once more: there is nothing left to do, so nothing is written.'
show "dirwire apply -c demo.conf $events"
apply -q --report "text=$folder/report"
tail -n 1 "$folder/report"
rm "$folder/report"

title 'The phonebook'
say 'What a desk phone sees; Reception is as it was:'
list '(objectClass=person)'
say 'And somebody calls from +1 202 555 0121:'
show 'ldapsearch … "(telephoneNumber=+12025550121)" cn departmentNumber'
search '(telephoneNumber=+12025550121)' cn departmentNumber

title 'What you saw'
say 'Events of a cloud phone system became entries of an LDAP directory, by a map that' \
    'says which field goes where: mapping/inetorgperson.map.  Bad contacts were named' \
    'and did not stop the others.  The server has ended, its files are gone.' \
    '' \
    'What to try next:' \
    '  change a line of mapping/inetorgperson.map, say to  title = {jobTitle | upper}' \
    '  and run  ./autogen.sh demo  again' \
    '  read on in README.md: a phonebook of your own in five minutes' \
    '  man docs/dirwire.1, docs/dirwire.conf.5 and docs/dirwire.map.5'
