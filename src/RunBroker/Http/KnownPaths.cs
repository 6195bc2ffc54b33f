using System.Collections.Frozen;

namespace RunBroker.Http;

/// <summary>
/// Finds the endpoint of a path that is written as it is mapped, without parameters, by one look into a table. Everything else is left to
/// routing: other spellings of a path, methods that it has not, and the answers for those.
/// </summary>
/// <param name="routes">What is mapped to the application itself; groups are the management API and the admin pages.</param>
internal sealed class KnownPaths(RequestDelegate next, IEndpointRouteBuilder routes)
{
    // When the first request comes all is mapped.
    private readonly Lazy<FrozenDictionary<string, Endpoint[]>> paths = new(() => Find(routes));

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is null && http.Request.Path.Value is { } path && paths.Value.TryGetValue(path, out var endpoints))
        {
            foreach (var endpoint in endpoints)
            {
                if (Takes(endpoint, http.Request.Method))
                    http.SetEndpoint(endpoint);
            }
        }

        return next(http);
    }

    private static bool Takes(Endpoint endpoint, string method)
    {
        foreach (var taken in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)
        {
            if (HttpMethods.Equals(taken, method))
                return true;
        }

        return false;
    }

    private static FrozenDictionary<string, Endpoint[]> Find(IEndpointRouteBuilder routes) =>
        routes.DataSources.First().Endpoints.OfType<RouteEndpoint>()
            .Where(e => e.RoutePattern.Parameters.Count == 0 && e.Metadata.GetMetadata<LateHandler>() is not null)
            .GroupBy(e => e.RoutePattern.RawText!, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.ToArray<Endpoint>(), StringComparer.Ordinal);
}
