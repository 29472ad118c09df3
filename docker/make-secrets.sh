#!/bin/sh
# Write a random secret into each file that compose.yaml mounts. What is there stays.
set -eu
umask 077
cd "$(dirname "$0")"
mkdir -p secrets
for name in db_password master_password admin_password; do
    if [ ! -s "secrets/$name" ]; then
        od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"secrets/$name"
        # The folder keeps other users of this machine out. The file itself is read
        # in the container by a user whose number is not ours.
        chmod 644 "secrets/$name"
        echo "made docker/secrets/$name"
    fi
done
