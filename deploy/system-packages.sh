#!/usr/bin/env bash
# Installs what the Kafka and browser tests need and pip cannot bring: Java 17+, Maven, Chromium.
# As root on Debian or Ubuntu by apt; elsewhere it prints the one line to install. Prints what is still missing, one
# word a line ("kafka", "browser"), on standard output; everything else goes to standard error.
set -euo pipefail

java_is_new_enough() {
    local major
    major=$(java -version 2>&1 | sed -n 's/.*version "\([0-9]*\).*/\1/p' | head -n 1) || return 1
    [ -n "$major" ] && [ "$major" -ge 17 ]
}
has_java() { command -v java >/dev/null && java_is_new_enough; }
has_maven() { command -v mvn >/dev/null; }
has_browser() { command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; }

packages() {
    has_java || echo "${1:-openjdk-17-jre-headless}"
    has_maven || echo maven
    has_browser || echo chromium
}

install() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 || true
    local java=openjdk-17-jre-headless
    apt-cache show "$java" >/dev/null 2>&1 || java=default-jre-headless
    for package in $(packages "$java"); do
        echo "Installing $package ..." >&2
        apt-get install -y -qq --no-install-recommends "$package" >/dev/null || echo "apt could not install $package" >&2
    done
}

if [ -n "$(packages)" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        install
    else
        echo "To run all tests: sudo apt-get install -y $(packages | tr '\n' ' ')" >&2
    fi
fi
{ has_java && has_maven; } || echo kafka
has_browser || echo browser
