using RunBroker.AdminWeb.Door;
using RunBroker.Http;

namespace RunBroker.SetupLinks;

/// <summary>Where steps are mapped. Every route says here which step it belongs to, and the door asks whether the link has it.</summary>
internal sealed class SetupGroup(RouteGroupBuilder group)
{
    public void Get(SetupStep step, string path, Delegate page) =>
        group.Get(SetupPaths.Of(step) + path, page).WithMetadata(new StepMetadata(step)).ExcludeFromDescription();

    /// <summary>A form; the door has checked its proof before <paramref name="take"/> runs.</summary>
    public void Post(SetupStep step, string path, Delegate take, int bytes = Limits.FormBytes) =>
        group.Post(SetupPaths.Of(step) + path, take).WithMetadata(new StepMetadata(step), new FormLimit(bytes)).ExcludeFromDescription();

    /// <summary>After the last step.</summary>
    public void GetDone(Delegate page) =>
        group.Get(SetupPaths.Done, page).WithMetadata(new StepMetadata(SetupStep.Finish)).ExcludeFromDescription();
}

internal static class SetupRoutes
{
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<SetupDoor>();
        services.AddSingleton<HolderActs>();
        services.AddSingleton<HolderDomains>();
        services.AddSingleton<HolderCertificate>();
        services.AddSingleton<HolderTests>();
        services.AddSingleton<ReplacedConnections>();
        services.AddSingleton<SetupDesk>();
    }

    public static void Map(IEndpointRouteBuilder app)
    {
        SetupLinkEndpoint.Map(app);
        var setup = new SetupGroup(app.MapGroup(SetupPaths.Root + "/{id}").AddEndpointFilter(app.ServiceProvider.GetRequiredService<SetupDoor>()));
        ProviderStep.Map(setup);
        ConnectStep.Map(setup);
        CertificateStep.Map(setup);
        DomainStep.Map(setup);
        TestStep.Map(setup);
        FinishStep.Map(setup);
    }
}
