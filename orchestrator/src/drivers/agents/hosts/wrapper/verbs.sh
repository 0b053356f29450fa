# What is asked for over a connection.

# Prints the output from an offset on, and the end to standard error. Each line on standard input is a sign of life; when
# there are no more of them, the orchestrator has all it wants, or has gone.
follow() {
  [ -d "$run" ] || exit $NOT_FOUND
  # Should this process be killed, GNU tail ends with it.
  with="--pid=$$"
  tail $with -c 0 /dev/null 2>/dev/null || with=
  tail $with -c "+$(($1 + 1))" -f "$run/output" </dev/null 2>/dev/null &
  tails=$!
  tail $with -n +1 -f "$run/ended" </dev/null 1>&2 2>/dev/null &
  tails="$tails $!"
  while read -r _; do
    [ -s "$run/ended" ] && continue
    alive "$run/supervisor" || reap 400
    clock
    { echo "$now" >"$run/lease"; } 2>/dev/null || break
  done
  # shellcheck disable=SC2086
  kill $tails
  [ -d "$run" ] || exit $NOT_FOUND
}

run_here() {
  mask=$(umask)
  umask 077
  stage .exec "$1" "$2" "$3" "$4"
  detach "$run" "$mask" "$5" "$6" || fail 1 "the supervisor could not be started"
  follow 0
  stop
  cat "$run/errors" >&2
  [ -e "$run/refused" ] && refused=1
  forget
  [ -z "${refused-}" ] || exit $REFUSED
}

# Within 5 s. What was started a moment ago may not have its processes yet: they are looked for again.
stop() {
  [ -d "$run" ] || return 0
  clock
  deadline=$((ticks + 400))
  [ -s "$run/ended" ] || because stopped
  while alive "$run/supervisor" && [ $ticks -lt $deadline ]; do
    [ -s "$run/ended" ] || end_all $((deadline - ticks))
    sleep 0.02
    clock
  done
  alive "$run/supervisor" && kill -KILL "$pid"
  # What resists even now is tried again by the watchdog, and by whoever is told here that the run has not ended.
  reap 100 || fail 1 "these of its processes can not be ended:$left"
}

forget() {
  gone=$runs/.gone.${run##*/}.$$
  [ -d "$run" ] && mv -T "$run" "$gone" 2>/dev/null
  rm -rf "$gone"
  [ ! -d "$run" ] || fail 1 "$run could not be removed"
}

# Takes away what was cut short while it came or went, too.
list() {
  cd "$runs" 2>/dev/null || return 0
  for run in *; do
    [ -f "$run/tag" ] && IFS= read -r tag <"$run/tag" || continue
    [ -s "$run/ended" ] && state=ended || state=open
    say "$run $state $tag"
  done
  for each in $(find . -maxdepth 1 -name ".?*" -mmin +10); do
    run=$runs/${each#./}
    alive "$run/supervisor" || rm -rf "$run"
  done
}

# Prints what is missing, a line each. Its input: nonce, file that holds it, programs; the first two are answered in a file.
probe() {
  for each in setsid git mktemp awk grep find tail head; do
    command -v $each >/dev/null || echo "missing: $each"
  done
  setsid -f true 2>/dev/null || echo "missing: setsid -f (util-linux)"
  (umask 077 && mkdir -p "$runs" && [ -w "$runs" ]) 2>/dev/null || say "missing: write access to $runs"
  IFS= read -r line && decode "$line" && nonce=$value
  IFS= read -r line && decode "$line" && file=$value
  seen=
  { read -r seen <"$file"; } 2>/dev/null
  [ "$seen" = "$nonce" ] || say "missing: the data root at the same path, ${file%/*}"
  [ "$seen" != "$nonce" ] || { echo "$nonce" >"$file.seen"; } 2>/dev/null || say "missing: write access to ${file%/*}"
  while IFS= read -r line; do
    decode "$line"
    case $value in "~/"*) value=$HOME/${value#"~/"} ;; esac
    (find_program "$value") || say "missing: $value"
  done
  echo probed
}

shift 3
case $verb in
  start | supervise | launch | program | list | probe) "$verb" "$@" ;;
  follow) follow "$@" && tail -c 8192 "$run/errors" >&2 ;;
  exec) run_here "$@" ;;
  stop) stop ;;
  remove) stop && forget ;;
esac
