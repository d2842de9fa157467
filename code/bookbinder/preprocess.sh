#!/bin/sh
# What book.toml names: mdBook starts it twice for each rendering, so it must cost little. Asking cargo whether
# bookbinder is built takes a quarter of a second; so cargo is asked only if it is not, or its own sources are newer.
binder=${CARGO_TARGET_DIR:-target}/debug/bookbinder
if ! [ -x "$binder" ] || [ -n "$(find code/bookbinder/src code/bookbinder/Cargo.toml -newer "$binder")" ]; then
    exec cargo run --quiet -- preprocess "$@"
fi
exec "$binder" preprocess "$@"
