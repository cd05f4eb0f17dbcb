# The greedy workload of the demo: quiet, then more CPU than its quota, quiet again, then more and more memory.
# Arguments: seconds of quiet, of greed for CPU, of quiet again; then mebibytes to take each second, and at most.
LC_ALL=C
export LC_ALL
# Ctrl-C is for the demo, which ends its workloads in order.
trap '' INT
quiet=$1
greed=$2
calm=$3
step=$4
most=$5

sleep "$quiet"

# Greedy for CPU, until a moment: the clock is looked at now and then, so that throttling it does not prolong it.
burn() {
    while [ "$(date +%s)" -lt "$1" ]; do
        turns=100000
        while [ "$turns" -gt 0 ]; do
            turns=$((turns - 1))
        done
    done
}

# Two at a time, so that it gets more than its quota on a busy machine, too.
end=$(($(date +%s) + greed))
burn "$end" &
burn "$end"
wait

sleep "$calm"

# Leaking memory: every step stays in a shell variable of its own.
chunk=$(dd if=/dev/zero bs=1048576 count="$step" 2>/dev/null | tr '\0' x)
held=$step
while [ "$held" -lt "$most" ]; do
    eval "leak_$held=\$chunk"
    held=$((held + step))
    sleep 1
done
sleep 3600
