# What the scripts of this folder share: a bare Debian in a folder, and a way to run commands in it. To be sourced.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
MACHINES=${MACHINES:-/var/tmp/multiprocessing-in-rust}
# By which debootstrap knows Debian's archive; other systems have it as a package.
export KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

say() { printf '== %s\n' "$*" >&2; }
give_up() { say "$*"; exit 1; }

# Making a machine means unpacking packages and mounting file systems.
needs_root() {
    [ "$(id -u)" = 0 ] || give_up "only root can make a machine: sudo $0"
}

# Whatever the host lacks of this list of `tool=package`; a file may stand for the tool.
install_on_the_host() {
    local pair missing=()
    for pair in "$@"; do
        command -v "${pair%%=*}" >/dev/null || [ -e "${pair%%=*}" ] || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} = 0 ] && return
    say "installing ${missing[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends "${missing[@]}" >&2
}

# The archive that the host's own apt names. Where it names none of Debian's (on Ubuntu, say), debootstrap knows one.
mirror() {
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' 'Label: Debian' | head -1
}

# Makes the folder of a release, unless it is there. What breaks off halfway is begun anew.
unpack() { # RELEASE FOLDER [debootstrap's options...]
    local release=$1 folder=$2
    shift 2
    [ -d "$folder" ] && return
    say "unpacking $release into $folder"
    rm -rf "$folder.unfinished"
    # shellcheck disable=SC2046 # no mirror is no argument
    debootstrap --variant=minbase "$@" "$release" "$folder.unfinished" $(mirror) > "$folder.log" || { cat "$folder.log" >&2; give_up "debootstrap failed"; }
    mv "$folder.unfinished" "$folder"
}

# Runs a command in a machine, as one of its users, in namespaces of its own: when it has ended, so has all that it started.
inside() { # FOLDER USER COMMAND...
    # The shell between stays pid 1 and reaps the orphans.
    unshare --mount --pid --ipc --uts --fork -- bash -c '
        set -euo pipefail
        source "$1"; shift
        furnish "$1"
        enter "$@" || exit
        exit 0' inside "${BASH_SOURCE[0]}" "$@"
}

# Mounts what a running system has and a folder has not: /proc, /sys, devices, shared memory, the host's names and certificates.
furnish() { # FOLDER
    local device
    mount --make-rprivate /
    hostname machine
    mount -t proc proc "$1/proc"
    mount -t sysfs -o ro sysfs "$1/sys"
    mount -t tmpfs -o mode=755 tmpfs "$1/dev"
    for device in null zero full random urandom tty; do
        touch "$1/dev/$device"
        mount --bind "/dev/$device" "$1/dev/$device"
    done
    mkdir "$1/dev/pts" "$1/dev/shm"
    mount -t devpts -o newinstance,ptmxmode=666,mode=620 devpts "$1/dev/pts"
    mount -t tmpfs -o mode=1777,size=1g tmpfs "$1/dev/shm"
    ln -s pts/ptmx "$1/dev/ptmx"
    ln -s /proc/self/fd "$1/dev/fd"
    ln -s /proc/self/fd/0 "$1/dev/stdin"
    ln -s /proc/self/fd/1 "$1/dev/stdout"
    ln -s /proc/self/fd/2 "$1/dev/stderr"
    lend /etc/resolv.conf "$1/etc/resolv.conf"
    lend /etc/hosts "$1/etc/hosts"
    lend /etc/ssl/certs/ca-certificates.crt "$1/opt/certificates.crt"
    lend "${CARGO_CONFIG:-${CARGO_HOME:-$HOME/.cargo}/config.toml}" "$1/srv/cargo/config.toml"
    lend "${TOOLCHAIN:-}" "$1/opt/toolchain"
}

# A file or folder of the host's, where there is one, to read.
lend() { # FROM TO
    [ -e "$1" ] || return 0
    mkdir -p "$(dirname "$2")"
    if [ -d "$1" ]; then mkdir -p "$2"; else touch -a "$2"; fi
    mount --bind -o ro "$(realpath "$1")" "$2"
}

# Installs packages, and shows what apt said of it only if it failed.
install() { # FOLDER PACKAGES...
    local folder=$1 log
    shift
    log=$(mktemp)
    inside "$folder" root apt-get install -qq --no-install-recommends "$@" > "$log" 2>&1 || { cat "$log" >&2; give_up "apt failed"; }
    rm "$log"
}

# Little of the host's surroundings comes along: the way into the network, and what a workflow says of itself.
enter() { # FOLDER USER COMMAND...
    local folder=$1 user=$2 home=/root name kept=()
    shift 2
    [ "$user" = root ] || home=/home/$user
    for name in http_proxy https_proxy no_proxy CI RUST_TEST_THREADS TEST_PATIENCE CARGO_TERM_QUIET CARGO_BUILD_JOBS; do
        [ -z "${!name:-}" ] || kept+=("$name=${!name}")
    done
    chroot --userspec="$user:$user" --groups="$user" "$folder" \
        env -i "HOME=$home" "USER=$user" TERM=dumb LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive \
        PATH=/opt/toolchain/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        CARGO_HOME=/srv/cargo CARGO_HTTP_CAINFO=/opt/certificates.crt "${kept[@]}" \
        bash -c 'if [ -d /srv/book ]; then cd /srv/book; fi; exec "$@"' enter "$@"
}

# The last commit of this checkout, as a reader would clone it, at /srv/book; what was built there stays.
bring_the_book() { # FOLDER
    local book=$1/srv/book
    [ -d "$book" ] || git init -q "$book"
    chown -R root: "$book"
    # A workflow's checkout is shallow.
    git -C "$book" fetch -q --force --update-shallow "$ROOT" HEAD:refs/heads/brought
    git -C "$book" checkout -q --force --detach brought
    say "$(git -C "$book" log --oneline -1)"
}

# The oldest compiler that the manifests promise.
oldest_compiler() {
    sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml"
}
