#!/bin/sh
# SPDX-License-Identifier: ISC
# autogen.sh - from a fresh clone to a dirwire that runs.
#
#	./autogen.sh          make ./configure, nothing else
#	./autogen.sh demo     install what is missing, build, and show what dirwire does
#	./autogen.sh check    install what is missing, build, and run all tests
#	./autogen.sh tools    install what .ci/run needs besides
#
#	--yes                 install without asking; so it is without a terminal, too
#
# Installing is apt-get's work (Debian 12 or later) and needs root; what is to come is
# named first.  slapd is only for the demo and the tests: it is neither started nor
# enabled, and one that is there already is left as it is.
set -eu
cd "$(dirname "$0")"

packages_build="autoconf automake gcc libc6-dev make pkg-config libcurl4-openssl-dev
	libjson-c-dev libldap-dev libpcre2-dev libunistring-dev nettle-dev scdoc"
packages_demo="$packages_build ldap-utils slapd"
packages_check="$packages_demo libcmocka-dev man-db openssl python3
	python3-jsonschema python3-ldap3"
packages_tools='clang clang-format cppcheck git libclang-rt-14-dev llvm'

policy=/usr/sbin/policy-rc.d
installed=
yes=

usage() {
	sed -n '3,15s/^# \{0,1\}//p' "$0"
}

fail() {
	printf 'autogen.sh: %s\n' "$*" >&2
	exit 1
}

is_installed() {
	dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null |
	    grep -qx installed
}

# No server may be started because its package comes: the policy of invoke-rc.d says
# no to slapd and what it said before to everybody else.
# One of ours that is there was left by a run that was killed.
forbid_start() {
	if [ -e "$policy" ] &&
	    ! grep -q "^# by dirwire's autogen.sh" "$policy"; then
		mv "$policy" "$policy.before-dirwire"
	fi
	trap allow_start EXIT
	trap 'exit 1' HUP INT TERM
	cat >"$policy" <<-END
	#!/bin/sh
	# by dirwire's autogen.sh, while it installs slapd
	[ "\$1" != slapd ] || exit 101
	[ ! -x $policy.before-dirwire ] || exec $policy.before-dirwire "\$@"
	exit 0
	END
	chmod 755 "$policy"
}

allow_start() {
	rm -f "$policy"
	if [ -e "$policy.before-dirwire" ]; then
		mv "$policy.before-dirwire" "$policy"
	fi
	trap - EXIT HUP INT TERM
}

ask() {
	[ -z "$yes" ] && [ -z "${CI:-}" ] && [ -t 0 ] && [ -t 1 ] || return 0
	printf 'Install them? [Y/n] '
	read -r answer || answer=no
	case $answer in
	'' | [Yy]*) ;;
	*) fail 'nothing was installed' ;;
	esac
}

apt() {
	DEBIAN_FRONTEND=noninteractive apt-get -q "$@" >>install.log 2>&1 || {
		tail -n 15 install.log >&2
		fail "apt-get $1 failed; all it said is in install.log"
	}
}

# An empty configuration, so that slapd has nothing to serve after a restart either.
install_packages() {
	: >install.log
	apt update
	case " $* " in
	*' slapd '*)
		echo 'slapd slapd/no_configuration boolean true' |
		    debconf-set-selections
		forbid_start
		apt install --yes --no-install-recommends "$@"
		allow_start
		update-rc.d slapd disable >>install.log 2>&1 || true
		;;
	*)
		apt install --yes --no-install-recommends "$@"
		;;
	esac
	installed="$installed $*"
}

need() {
	missing=
	if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null
	then
		printf 'This is not Debian; on Debian these would be needed:\n'
		printf ' %s' "$@"
		printf '\n'
		return
	fi
	for package in "$@"; do
		is_installed "$package" || missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" != 0 ]; then
		printf 'Some packages are missing.  As root:\n\n' >&2
		printf '  apt-get install --no-install-recommends%s\n\n' \
		    "$missing" >&2
		fail 'and then this again'
	fi
	printf 'These packages are missing and will be installed:\n '
	printf ' %s\n' "$missing"
	ask
	# shellcheck disable=SC2086 # a list of words
	install_packages $missing
}

say_installed() {
	[ -n "$installed" ] || return 0
	printf '\nInstalled for this, by apt-get:%s\n' "$installed"
	case " $installed " in
	*' slapd '*)
		printf 'slapd has no configuration, was not started and is not enabled.\n'
		;;
	esac
}

make_configure() {
	command -v autoreconf >/dev/null ||
	    fail 'autoreconf is missing; apt-get install autoconf automake pkg-config'
	mkdir -p build-aux
	autoreconf --install
}

# What the compiler says is for build.log, unless it fails.
build() {
	printf 'Building (build.log) ... '
	if ! {
		[ -x configure ] || make_configure
		if [ ! -e Makefile ]; then
			./configure
		# what the tests and manuals need has come since
		elif grep -Eq '^(CMOCKA_LIBS|SCDOC) = *$' Makefile; then
			./config.status --recheck && ./config.status
		fi
		make -j"$(nproc)"
	} >build.log 2>&1; then
		printf 'failed\n'
		tail -n 30 build.log >&2
		fail 'the build failed; all it said is in build.log'
	fi
	printf 'done\n'
}

verb=
for argument in "$@"; do
	case $argument in
	--yes) yes=1 ;;
	-h | --help) usage; exit 0 ;;
	-*) fail "there is no option $argument; see ./autogen.sh --help" ;;
	*) [ -z "$verb" ] || fail 'one verb at a time'; verb=$argument ;;
	esac
done

# shellcheck disable=SC2086 # lists of words
case $verb in
'')
	make_configure
	;;
demo)
	need $packages_demo
	build
	sh examples/demo.sh ./dirwire .
	say_installed
	;;
check)
	need $packages_check
	build
	make --no-print-directory check && status=0 || status=$?
	say_installed
	exit $status
	;;
tools)
	need $packages_tools
	say_installed
	;;
*)
	fail "there is no $verb; see ./autogen.sh --help"
	;;
esac
