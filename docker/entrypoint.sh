#!/bin/sh
# Refuses a password that is missing or the example's, makes the graph current before it is shown, then does as told.
#   entrypoint.sh check        only the first
#   entrypoint.sh COMMAND …    all of it for `yangtze serve`, only the first and last for any other command
set -eu

example=choose-a-password-of-your-own
password=${YANGTZE_NEO4J_PASSWORD:-}
if [ -z "$password" ] && [ -n "${YANGTZE_NEO4J_PASSWORD_FILE:-}" ]; then
  password=$(cat "$YANGTZE_NEO4J_PASSWORD_FILE")
fi
case $password in
'') echo "Error: YANGTZE_NEO4J_PASSWORD is empty; copy .env.example to .env and choose one." >&2; exit 2 ;;
"$example" | neo4j | password)
  echo "Error: YANGTZE_NEO4J_PASSWORD is the example's; choose one of your own in .env." >&2; exit 2 ;;
*[!-_.~A-Za-z0-9]*)
  echo "Error: YANGTZE_NEO4J_PASSWORD holds more than letters, digits and - _ . ~; compose would change it." >&2; exit 2 ;;
esac
if [ "${#password}" -lt 8 ]; then
  echo "Error: YANGTZE_NEO4J_PASSWORD is shorter than the 8 characters that Neo4j asks for." >&2; exit 2
fi

[ "${1:-}" = check ] && exit 0
if [ "${1:-}" = yangtze ] && [ "${2:-}" = serve ]; then
  yangtze project
fi
exec "$@"
