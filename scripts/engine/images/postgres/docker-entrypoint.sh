#!/bin/bash
# Of the official image: the first start makes the cluster, POSTGRES_USER with the password in POSTGRES_PASSWORD_FILE,
# and POSTGRES_DB.
set -e
[ "$1" = postgres ] || exec "$@"
if [ "$(id -u)" = 0 ]; then
  chown -R postgres: "$PGDATA"
  chmod 700 "$PGDATA"
  exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
  if [ ! -s "$POSTGRES_PASSWORD_FILE" ]; then
    echo 'Error: database is uninitialized and superuser password is not specified' >&2
    exit 1
  fi
  initdb --username="$POSTGRES_USER" --pwfile="$POSTGRES_PASSWORD_FILE" --auth-local=trust
  echo 'host all all all scram-sha-256' >> "$PGDATA/pg_hba.conf"
  echo "CREATE DATABASE \"$POSTGRES_DB\"" | postgres --single -D "$PGDATA" postgres > /dev/null
fi
exec "$@" -c 'listen_addresses=*'
