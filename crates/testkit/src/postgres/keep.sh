# Starts a PostgreSQL server in a folder, says `ready`, and stops and removes it when its own input
# ends: however the test that wrote to it came to its end, the system closes that.
#
# $1: an empty folder; $2: the folder of the programs.
set -eu
trap '' INT
folder=$1
bin=$2

# The server refuses to run as root.
as=
if [ "$(id -u)" = 0 ]; then
    chown nobody "$folder"
    as="setpriv --reuid=nobody --regid=$(id -g nobody) --clear-groups"
fi
cd "$folder"
trap 'rm -rf "$folder"' EXIT

# Words in the order of a language, as servers are set up: nothing may depend on that.
$as "$bin/initdb" --pgdata="$folder/data" --username=allhands --auth=trust --no-sync \
    --encoding=UTF8 --locale=C --locale-provider=icu --icu-locale=en-US >"$folder/initdb.log" 2>&1 ||
    { cat "$folder/initdb.log" >&2; exit 1; }
options="-k $folder -c listen_addresses= -c fsync=${FSYNC:-off} -c max_connections=200"
$as "$bin/pg_ctl" start --wait --silent --pgdata="$folder/data" --log="$folder/log" \
    --options="$options" >/dev/null || { cat "$folder/log" >&2; exit 1; }
echo ready
cat >/dev/null
$as "$bin/pg_ctl" stop --wait --silent --mode=immediate --pgdata="$folder/data" >/dev/null
