# Runs programs on a host for an orchestrator that may go away at any time. All that is known of a run is in its folder:
#   supervisor, launcher  process id, time of its start and boot of the machine: alone a process id is given out again
#   tag output errors     as their names say; `wrapper` is this text, as it was when the run began
#   lease                 when an orchestrator was last heard of; why: who ended the run from outside
#   ended                 one line: end <reason> <exit code or -> <bytes of output>
# A folder gets its name in one step, by a supervisor that lives and is noted in it. So a run that has a name was started;
# it has ended when `ended` says so; when it says nothing and the supervisor is gone, the run is lost.
#
# Every process of a run is ended with it. Where the machine allows it they are in a PID namespace: when its first process
# is killed, the kernel kills the others, whatever they did to hide. Elsewhere (containers without CAP_SYS_ADMIN or user
# namespaces) a mark in their environment and their descent tell them: there, a process escapes that has cleared its
# environment and whose parents have ended, and what runs as another user (sudo) is not ended.
#
# Data comes on standard input, never in arguments. No single quote may stand in here: over SSH this text is in a pair.
set -u
verb=$1 instance=$2 id=$3
runs=$HOME/.slipway/runs/$instance
run=$runs/$id
NOT_FOUND=44 REFUSED=45
read -r boot </proc/sys/kernel/random/boot_id

# Of the shells, some have an echo that reads escapes in what it prints.
say() { printf "%s\n" "$1"; }

fail() { say "$2" >&2; exit "$1"; }

# Sets `now` to seconds, and `ticks` to hundredths, on a clock that nobody sets.
clock() { read -r ticks _ </proc/uptime; now=${ticks%.*} ticks=${ticks%.*}${ticks#*.}; }

# Sets state and born of process $1. Its name may hold anything, blanks, brackets and newlines too.
look_at() {
  line=
  { while IFS= read -r each; do line=$each; done </proc/"$1"/stat; } 2>/dev/null
  [ -n "$line" ] || return 1
  # shellcheck disable=SC2086
  set -- ${line##*) }
  state=$1 born=${20}
}

note_self() { look_at $$ && echo "$$ $born $boot" >"$1"; }

# Whether the process that a file names lives; sets `pid`.
alive() {
  pid= was= noted=
  { read -r pid was noted <"$1"; } 2>/dev/null
  [ -n "$pid" ] && [ "$noted" = "$boot" ] && look_at "$pid" && [ "$born" = "$was" ] && [ "$state" != Z ]
}

# Sets `found` to the processes of the run, each as id/birth: those with its mark, those of `left`, and the descendants of
# these and of its launcher. What was seen once is known from then on: its parents may be the first to end.
find_members() {
  launcher=
  alive "$run/launcher" && launcher=$pid
  marked=$(grep -lzxF -e "SLIPWAY_AGENT_RUN=$instance/${run##*/}" /proc/[0-9]*/environ 2>/dev/null | tr -cs 0-9 " ")
  found=$(cat /proc/[0-9]*/stat 2>/dev/null |
    awk -v roots="$launcher $marked" -v seen="$left" -v launcher="$launcher" "$DESCENDANTS")
}
DESCENDANTS="
  BEGIN {
    n = split(roots, list); for (i = 1; i <= n; i++) if (list[i] > 1) root[list[i]] = 1
    n = split(seen, list); for (i = 1; i <= n; i++) known[list[i]] = 1
  }
  {
    pid = \$1; sub(/^.*\) /, \"\"); if (\$1 == \"Z\") next
    parent[pid] = \$2; name[pid] = pid \"/\" \$20; if (name[pid] in known) root[pid] = 1
  }
  END {
    do { grown = 0; for (p in parent) if (!(p in root) && (parent[p] in root)) grown = root[p] = 1 } while (grown)
    for (p in parent) if ((p in root) && p != launcher) print name[p]
    for (p in parent) if (p == launcher) print name[p]
  }"

# Ends every process of the run: TERM, after 1.5 s KILL, until two looks in a row find none: one alone may miss what forks,
# or becomes another program, at that moment. A launcher that leads a namespace is waited for: it ends after all the others.
# With $1 it gives up after so many hundredths of a second, but never before all that it knows of had a KILL and was looked
# for again, however long a look takes on a busy machine. Says whether none is left; `left` are those that are.
end_all() {
  clock
  from=$ticks signal=TERM killed= none= left=
  while :; do
    find_members
    left=
    for each in $found; do
      if [ "${each%/*}" = "$launcher" ] && [ -e "$run/isolated" ]; then left="$left $each"
      # What no signal reaches has ended, or runs as another user.
      elif kill -$signal "${each%/*}" 2>/dev/null; then left="$left $each"; fi
    done
    clock
    if [ -n "$left" ]; then
      none=
      [ -n "${1-}" ] && [ -n "$killed" ] && [ $((ticks - from)) -ge "$1" ] && return 1
      [ $signal = KILL ] && killed=1
    elif [ -n "$none" ]; then return 0
    else none=1; fi
    # Whatever resists for long, such as a call of a file server that is gone, need not be asked often.
    [ $((ticks - from)) -ge 1000 ] && sleep 1 || sleep 0.1
    clock
    # Signal 0 does nothing: one TERM is enough.
    [ $((ticks - from)) -ge 150 ] && signal=KILL || signal=0
  done
}
