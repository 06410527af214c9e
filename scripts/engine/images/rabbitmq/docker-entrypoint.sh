#!/bin/bash
# Of the official image: the broker runs as its own user.
set -e
if [ "$(id -u)" = 0 ] && [ "$1" = rabbitmq-server ]; then
  chown -R rabbitmq: /var/lib/rabbitmq
  exec setpriv --reuid=rabbitmq --regid=rabbitmq --init-groups "$0" "$@"
fi
exec "$@"
