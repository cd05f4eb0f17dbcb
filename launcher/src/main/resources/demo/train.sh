# The well-behaved workload of the demo: keeps about 64 MiB, computes in bursts, and stays far below two cores.
LC_ALL=C
export LC_ALL
# Ctrl-C is for the demo, which ends its workloads in order.
trap '' INT
data=$(dd if=/dev/zero bs=1048576 count=64 2>/dev/null | tr '\0' x)
step=0
while :; do
    step=$((step + 1))
    # A rise and fall over some twenty steps, so that there is something to see.
    height=$((step % 20))
    [ "$height" -gt 10 ] && height=$((20 - height))
    count=$((20000 + height * 15000))
    while [ "$count" -gt 0 ]; do
        count=$((count - 1))
    done
    sleep 0.4
done
