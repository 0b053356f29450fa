# How a run begins, lives and ends.

# Notes why the run is ended from outside: the first reason stands.
because() { (set -C && echo "$1" >"$run/why") 2>/dev/null; }

conclude() {
  [ -s "$run/ended" ] && return
  bytes=$(wc -c <"$run/output") && printf "end %s %s %d\n" "$1" "$2" "$bytes" >>"$run/ended"
}

# Ends a run whose supervisor was killed; within the time that end_all is given. It has not ended while its processes have not.
reap() {
  [ -s "$run/ended" ] && return
  because lost
  end_all "$@" || return
  read -r reason <"$run/why"
  conclude "${reason:-lost}" -
}

# Sets `value` to what a line says after its kind: as it is after "=", after "%" in escapes of printf.
decode() {
  value=${1#??}
  case $1 in ?%*) value=$(printf "%b." "$value") && value=${value%.} ;; esac
}

# Unpacks what comes on standard input, whose parts have these sizes, into a new folder `run`.
stage() {
  total=$(($2 + $3 + $4 + $5)) at=0
  mkdir -p "$runs" && run=$(mktemp -d "$runs/$1.XXXXXXXXXX") || exit 1
  trap "rm -rf \"\$run\"" EXIT
  head -c "$total" >"$run/payload" || exit 1
  [ "$(wc -c <"$run/payload")" -eq "$total" ] || fail 1 "the connection ended too early"
  for part in wrapper tag command stdin; do
    shift
    tail -c "+$((at + 1))" "$run/payload" 2>/dev/null | head -c "$1" >"$run/$part" || exit 1
    at=$((at + $1))
  done
  rm "$run/payload"
  IFS= read -r line <"$run/command" && decode "$line"
  [ -d "$value" ] || fail $REFUSED "the working directory $value is not there"
  : >"$run/output" 2>"$run/errors" 3>"$run/ended"
  clock && echo "$now" >"$run/lease"
  trap - EXIT
}

# Starts the supervisor of a staged run, and waits until it has the name.
detach() {
  said=$(setsid -f sh "$run/wrapper" supervise "$instance" "$id" "$run" "$@" </dev/null 2>/dev/null)
  [ "$said" = started ]
}

start() {
  [ -d "$run" ] && return
  mask=$(umask)
  umask 077
  named=$run
  stage .new "$1" "$2" "$3" "$4"
  detach "$named" "$mask" "$5" "$6" && return
  rm -rf "$run"
  [ -d "$named" ] || fail 1 "the supervisor could not be started"
}

supervise() {
  staged=$1 run=$2 mask=$3 limit=$4 lease=$5
  note_self "$staged/supervisor"
  # A folder that is there is not empty: the move fails, and the run of this name goes on.
  [ "$staged" = "$run" ] || mv -T "$staged" "$run" 2>/dev/null || exit 1
  clock
  began=$now
  echo started
  exec >/dev/null
  watch &
  watchdog=$!
  [ -e "$run/why" ] || sh "$run/wrapper" launch "$instance" "$id" "$run" "$mask"
  code=$?
  # With a program that has ended by itself its namespace has gone, and all in it.
  { [ -e "$run/isolated" ] && [ $code -lt 128 ]; } || end_all
  reason=exited
  if [ -e "$run/why" ]; then read -r reason <"$run/why"; code=-; fi
  conclude "${reason:-stopped}" "$code"
  kill "$watchdog"
}

# Ends the run when its time is up, when no orchestrator is heard of, or when its supervisor is killed.
watch() {
  nap=
  trap "kill \$nap 2>/dev/null; exit" TERM
  heard=$began
  while :; do
    sleep 1 &
    nap=$!
    wait $nap
    [ -d "$run" ] || exit
    alive "$run/supervisor" || { reap; exit; }
    clock
    beat=
    { read -r beat <"$run/lease"; } 2>/dev/null
    heard=${beat:-$heard}
    if [ $((now - began)) -ge "$limit" ]; then because timeout; end_all 400
    elif [ $((now - heard)) -gt "$lease" ]; then because lease; end_all 400; fi
  done
}

# The namespaces that this user may have here. One of users takes nothing from what the user may do to files.
isolation() {
  for more in "" "--user --map-current-user"; do
    isolate="unshare $more --pid --fork --kill-child --mount-proc"
    $isolate true 2>/dev/null && return
  done
  isolate=
}

launch() {
  run=$1
  note_self "$run/launcher"
  # Whoever ends the run says so before looking for its processes, and may have looked before there was a launcher.
  [ ! -e "$run/why" ] || exit 1
  isolation
  [ -z "$isolate" ] || : >"$run/isolated"
  # shellcheck disable=SC2086
  exec $isolate sh "$run/wrapper" program "$instance" "$id" "$run" "$2"
}

refuse() { : >"$run/refused"; fail 127 "$1"; }

find_program() {
  case $1 in */*) [ -f "$1" ] && [ -x "$1" ]; return ;; esac
  name=$1 IFS=:
  for each in $PATH; do [ -f "$each/$name" ] && [ -x "$each/$name" ] && return; done
  return 1
}

# Becomes the program; in a namespace, whose first process has duties of its own, its parent.
program() {
  run=$1 mask=$2
  exec <"$run/stdin" >>"$run/output" 2>>"$run/errors" 3<"$run/command"
  rm -f "$run/stdin" "$run/command"
  isolated=
  [ -e "$run/isolated" ] && isolated=1
  set --
  while IFS= read -r line <&3; do
    decode "$line"
    case $line in
      d*) cd "$value" || refuse "the working directory $value is not there" ;;
      e*) export "$value" ;;
      p*) case $value in "~/"*) value=$HOME/${value#"~/"} ;; esac && set -- "$value" ;;
      a*) set -- "$@" "$value" ;;
    esac
  done
  exec 3<&-
  export "SLIPWAY_AGENT_RUN=$instance/${run##*/}"
  (find_program "$1") || refuse "the program $1 is not there"
  umask "$mask"
  [ -n "$isolated" ] || exec "$@"
  # What this shell has to say about its end is not the program speaking.
  exec 3>&2 2>/dev/null
  (exec "$@" 2>&3 3>&-)
  exit $?
}
