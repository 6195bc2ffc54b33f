using RunBroker.Http;

namespace RunBroker.Admin.Api;

/// <summary>
/// Where endpoints of the management API are mapped. Every route gets its policy here and nowhere else, and its shapes for OpenAPI.
/// </summary>
/// <param name="once">A filter named by its type alone would be compiled for each endpoint before the first request.</param>
internal sealed class ApiGroup(RouteGroupBuilder group, OnceFilter once)
{
    public const string Root = "/api/v1";

    /// <typeparam name="T">What is answered.</typeparam>
    public void Get<T>(string path, string name, Delegate handler, ApiPolicy policy = ApiPolicy.Read) =>
        Describe(group.Get(path, handler), name, policy).Produces<T>(200, "application/json").ProducesProblem(404);

    /// <typeparam name="T">What is sent and answered: one shape, with read-only and write-only members.</typeparam>
    public RouteHandlerBuilder Create<T>(string path, string name, Delegate handler, ApiPolicy policy = ApiPolicy.Write)
        where T : notnull =>
        Describe(group.Post(path, handler), name, policy).Accepts<T>("application/json").Produces<T>(201, "application/json")
            .ProducesProblem(409).ProducesProblem(422).AddEndpointFilter(once);

    public RouteHandlerBuilder Patch<T>(string path, string name, Delegate handler, ApiPolicy policy = ApiPolicy.Write)
        where T : notnull =>
        Describe(group.Patch(path, handler), name, policy).Accepts<T>("application/merge-patch+json", "application/json")
            .Produces<T>(200, "application/json").ProducesProblem(404).ProducesProblem(412).ProducesProblem(422);

    public void Delete(string path, string name, Delegate handler, ApiPolicy policy = ApiPolicy.Write) =>
        Describe(group.Delete(path, handler), name, policy).Produces(204).ProducesProblem(404).ProducesProblem(412);

    /// <summary>An action: POST, 200.</summary>
    public RouteHandlerBuilder Act<T>(string path, string name, Delegate handler, ApiPolicy policy = ApiPolicy.Write) =>
        Describe(group.Post(path, handler), name, policy).Produces<T>(200, "application/json")
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(422).AddEndpointFilter(once);

    /// <summary>A question that changes nothing, and a POST for what it has to send: there is no Idempotency-Key, which would keep the answer.</summary>
    public RouteHandlerBuilder Ask<T>(string path, string name, Delegate handler, ApiPolicy policy) =>
        Describe(group.Post(path, handler), name, policy).Produces<T>(200, "application/json").ProducesProblem(404).ProducesProblem(422);

    private static RouteHandlerBuilder Describe(RouteHandlerBuilder endpoint, string name, ApiPolicy policy) =>
        endpoint.WithName(name).WithMetadata(new PolicyMetadata(policy)).ProducesProblem(401).ProducesProblem(403);
}

/// <summary>On the few endpoints whose bodies may be larger than others.</summary>
internal sealed record BodyLimit(int Bytes)
{
    public static BodyLimit WithMetadata { get; } = new(Limits.ConnectionJsonBytes);

    public static BodyLimit WithArchive { get; } = new(Limits.CheckJsonBytes);
}
