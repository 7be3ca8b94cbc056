using Grpc.Testing;
using Peregrine.Orca;

namespace Peregrine.Interop;

/// <summary>The load reports of the interop cases: what a request asks for, and what is then reported.</summary>
internal static class LoadReports
{
    public static OrcaLoadReport Of(TestOrcaReport wanted)
    {
        var report = new OrcaLoadReport { CpuUtilization = wanted.CpuUtilization, MemUtilization = wanted.MemoryUtilization };
        foreach ((string name, double cost) in wanted.RequestCost)
            report.RequestCost[name] = cost;
        foreach ((string name, double share) in wanted.Utilization)
            report.Utilization[name] = share;
        return report;
    }
}
