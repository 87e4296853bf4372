#!/bin/sh
# Makes the service's user, who alone may read its settings, and shows the
# service to systemd. It is not started: it needs a token first.
set -e
if command -v systemd-sysusers >/dev/null; then
  systemd-sysusers motirbot.conf
elif ! getent passwd motirbot >/dev/null; then
  useradd --system --home-dir /var/lib/motirbot --shell /usr/sbin/nologin motirbot
fi
chown motirbot:motirbot /etc/motirbot/config.env
install -d -o motirbot -g motirbot -m 700 /var/lib/motirbot
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload
fi
