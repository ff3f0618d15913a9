# Open MPI settings that every launch of linkbert wants; source it before mpirun. Other launchers ignore them.
# shellcheck shell=sh

# Containers and cloud machines often run as root.
export OMPI_ALLOW_RUN_AS_ROOT=1
export OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
# More ranks than cores is the user's choice; linkbert itself says how many cores a rank has.
export OMPI_MCA_rmaps_base_oversubscribe=1
# Otherwise `mpirun -n 1` ties the rank and all its threads to one core.
export OMPI_MCA_hwloc_base_binding_policy=none
# Waiting ranks give their core away: 18 us instead of 18 ms a small all-reduce with 4 ranks on 2 cores.
export OMPI_MCA_mpi_yield_when_idle=1
# When a job ends badly or mpirun gets SIGTERM, mpirun sleeps this many seconds, sends SIGTERM to the ranks, sleeps as
# long again and sends SIGKILL; it never cuts the sleep short. To have a run save and stop, send mpirun SIGUSR1 instead,
# which it passes on at once.
export OMPI_MCA_odls_base_sigkill_timeout=2
