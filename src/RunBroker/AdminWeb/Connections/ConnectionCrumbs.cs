using RunBroker.AdminWeb.Door;
using RunBroker.AdminWeb.Frame;

namespace RunBroker.AdminWeb.Connections;

internal static class ConnectionCrumbs
{
    public static IReadOnlyList<Crumb> Of(AdminFrame frame, string tenants, string connections) => frame.IsOperator
        ? [new(tenants, WebGroup.Root), new(frame.TenantName!, frame.At("")), new(connections, frame.At("/connections"))]
        : [new(connections, frame.At("/connections"))];
}
