#!/bin/sh
# Write the secrets that docker-compose.yml mounts, each made here; what is already there stays.
set -eu
cd "$(dirname "$0")/.."
# The folder is closed to other users of the machine; the files are open, since containers read them as users of theirs.
install -d -m 0700 secrets

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
keep() { # NAME TEXT
    if [ -e "secrets/$1" ]; then
        echo "secrets/$1 is kept"
    else
        printf '%s' "$2" >"secrets/$1"
        chmod 0644 "secrets/$1"
        echo "secrets/$1 is written"
    fi
}

keep secret_key "$(random)$(random)"
keep postgres_password "$(random)"
keep database_url "postgres://tipcc:$(cat secrets/postgres_password)@postgres:5432/tipcc"
keep redis_conf "requirepass $(random)
save \"\"
appendonly no"
keep redis_url "redis://:$(sed -n 's/^requirepass //p' secrets/redis_conf)@redis:6379/0"
