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

# Sets `found` to the processes of the run: those with its mark, and the descendants of these and of its launcher.
find_members() {
  launcher=
  alive "$run/launcher" && launcher=$pid
  marked=$(grep -lzxF -e "SLIPWAY_AGENT_RUN=$instance/${run##*/}" /proc/[0-9]*/environ 2>/dev/null | tr -cs 0-9 " ")
  found=$(cat /proc/[0-9]*/stat 2>/dev/null | awk -v roots="$launcher $marked" -v launcher="$launcher" "$DESCENDANTS")
}
DESCENDANTS="
  BEGIN { n = split(roots, list); for (i = 1; i <= n; i++) if (list[i] > 1) root[list[i]] = 1 }
  { pid = \$1; sub(/^.*\) /, \"\"); if (\$1 != \"Z\") parent[pid] = \$2 }
  END {
    do { grown = 0; for (p in parent) if (!(p in root) && (parent[p] in root)) grown = root[p] = 1 } while (grown)
    for (p in parent) if ((p in root) && p != launcher) print p
    for (p in parent) if (p == launcher) print p
  }"

# Ends every process of the run: TERM, after 1.5 s KILL, until none is left or 4 s are over. A launcher that leads a
# namespace is waited for: it ends after all the others have.
end_all() {
  clock
  from=$ticks signal=TERM
  find_members
  while [ -n "$found" ] && [ $((ticks - from)) -lt 400 ]; do
    for each in $found; do
      [ "$each" = "$launcher" ] && [ -e "$run/isolated" ] && continue
      kill -$signal "$each" 2>/dev/null
    done
    sleep 0.1
    clock
    # Signal 0 does nothing: one TERM is enough.
    [ $((ticks - from)) -ge 150 ] && signal=KILL || signal=0
    find_members
  done
}
