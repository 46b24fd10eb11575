#!/usr/bin/env bash
# All tests, on a machine that has nothing but Debian, Node 20 and what `npm ci` installed: `npm test`.
# The servers and tools that the tests drive come from Debian's packages; what is missing is installed when this runs as root.
set -euo pipefail
cd "$(dirname "$0")/.."

# package: how to see that it is there (a program in the path, or a file)
readonly NEEDED='
redis-server: redis-server
postgresql-15: /usr/lib/postgresql/*/bin/postgres
ceph-mon: ceph-mon
ceph-osd: ceph-osd
ceph-common: ceph
radosgw: radosgw
poppler-utils: pdfsig
openssl: openssl
libengine-gost-openssl: /usr/lib/*/engines-3/gost.so
chromium: chromium
python3: python3
'

is_there() {
  case $1 in
    /*) compgen -G "$1" > /dev/null ;;
    *) command -v "$1" > /dev/null ;;
  esac
}

missing_packages() {
  local package sign
  while IFS=': ' read -r package sign; do
    if [ -n "$package" ] && ! is_there "$sign"; then echo "$package"; fi
  done <<< "$NEEDED"
}

install_missing() {
  local log
  log=$(mktemp)
  echo "Устанавливаю пакеты для тестов: $*"
  if ! { apt-get update && apt-get install -y --no-install-recommends "$@"; } > "$log" 2>&1 < /dev/null; then
    tail -n 30 "$log" >&2
    echo "Пакеты установить не удалось. Установите их сами: apt-get install --no-install-recommends $*" >&2
    exit 1
  fi
  rm "$log"
}

mapfile -t missing < <(missing_packages)
if [ ${#missing[@]} -gt 0 ]; then
  if [ "$(id -u)" -ne 0 ]; then
    echo "Для тестов нужны пакеты Debian: ${missing[*]}" >&2
    echo "Установите их и повторите: sudo apt-get install --no-install-recommends ${missing[*]}" >&2
    exit 1
  fi
  export DEBIAN_FRONTEND=noninteractive
  install_missing "${missing[@]}"
  mapfile -t missing < <(missing_packages)
  if [ ${#missing[@]} -gt 0 ]; then
    echo "Установлено, но не найдено: ${missing[*]}" >&2
    exit 1
  fi
fi

npm run --silent check
# Tests make pictures by the thousand: in memory pages of 2 MB that takes a quarter less processor time.
export GLIBC_TUNABLES=glibc.malloc.hugetlb=1
exec npx vitest run --project '!unit' --reporter=default --reporter=./test/harness/slowest-tests.ts "$@"
