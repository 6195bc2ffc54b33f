using System.Collections.Immutable;
using RunBroker.Demo.Apps;
using RunBroker.Demo.Guide;
using RunBroker.TestIdps;

namespace RunBroker.Demo;

/// <summary>Everything that runs, in the order it starts: providers, broker, apps, first page.</summary>
internal sealed class DemoRun : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> running = [];
    private readonly List<IDisposable> held = [];

    private DemoRun(Places at) => At = at;

    public Places At { get; }

    public Registered Registered { get; private set; } = null!;

    public static async Task<DemoRun> Start(Places at, string folder, CancellationToken stop)
    {
        var run = new DemoRun(at);
        try
        {
            await run.Begin(folder, stop);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in running.AsEnumerable().Reverse())
        {
            if (part is WebApplication site)
                await site.StopAsync();
            await part.DisposeAsync();
        }

        held.ForEach(h => h.Dispose());
    }

    private async Task Begin(string folder, CancellationToken stop)
    {
        running.Add(await Provider("Acme", At.AcmeIdp, People.AtAcme));
        running.Add(await Provider("Globex", At.GlobexIdp, People.AtGlobex));
        running.Add(await SamlProvider("Initech", At.InitechIdp, People.AtInitech));
        var time = TimeProvider.System;
        var operatorToken = BrokerPart.NewOperatorToken();
        running.Add(await BrokerPart.Start(At.Broker, folder, operatorToken, stop));
        using (var api = new ManagementApi(At.Broker, operatorToken))
            Registered = await new Seed(api).Apply(At) with { OperatorToken = operatorToken };

        var happenings = new Happenings();
        var field = Hold(new WebApp(
            "field-service", "Field Service", "Jobs, routes and spare parts for Acme's technicians.", At.FieldService,
            new("/jobs/7", "Job 7", "Pump station Joinville, pressure valve. Due today."), Client(Registered.FieldService, At.FieldService, time), happenings, time));
        var reports = Hold(new WebApp(
            "reports", "Reports", "Numbers of the month for Acme.", At.Reports,
            new("/reports/42", "Report 42", "Sensors online in November: 1,284 of 1,301."), Client(Registered.Reports, At.Reports, time), happenings, time));
        var desk = Hold(new WebApp(
            "service-desk", "Service Desk", "Tickets of Initech's people.", At.ServiceDesk,
            new("/tickets/19", "Ticket 19", "Meeting room 4: the door sensor says open all night. Open since Monday."),
            Client(Registered.ServiceDesk, At.ServiceDesk, time), happenings, time));
        var fleet = new FleetMap(At.FleetMap, At.Guide, Client(Registered.FleetMap, At.FleetMap, time), happenings, time);
        running.Add(await Site.Start(At.FieldService, new WebAppRoutes(field, At.Guide, "#8a4b08").Map, stop));
        running.Add(await Site.Start(At.Reports, new WebAppRoutes(reports, At.Guide, "#5b3fa0").Map, stop));
        running.Add(await Site.Start(At.ServiceDesk, new WebAppRoutes(desk, At.Guide, "#0b6b70").Map, stop));
        running.Add(await Site.Start(At.FleetMap, fleet.Map, stop));
        running.Add(await Site.Start(At.Guide, new GuideSite(At, Registered, [field, reports, desk], fleet, happenings).Map, stop));
    }

    private static async Task<TestOp> Provider(string name, string at, ImmutableArray<TestUser> people)
    {
        var op = await TestOp.Start(new TestOpOptions { Name = name, HostName = "localhost", Port = new Uri(at).Port, AcceptAnyClient = true });
        foreach (var person in people)
            op.Users.Add(person);
        return op;
    }

    /// <summary>As a careful provider does it: requests must be signed, and what it says of people is signed and encrypted.</summary>
    private static async Task<TestSamlIdp> SamlProvider(string name, string at, ImmutableArray<TestUser> people)
    {
        var idp = await TestSamlIdp.Start(new()
        {
            Name = name,
            HostName = "localhost",
            Port = new Uri(at).Port,
            AcceptAnySp = true,
            WantsSignedRequests = true,
        });
        idp.Encrypts = certificate => new(certificate);
        foreach (var person in people)
            idp.Users.Add(person);
        return idp;
    }

    private BrokerClient Client(RegisteredApp app, string at, TimeProvider time) => Hold(new BrokerClient(At.Broker, app.ClientId, app.Secret, at, time));

    private T Hold<T>(T thing)
        where T : IDisposable
    {
        held.Add(thing);
        return thing;
    }
}
