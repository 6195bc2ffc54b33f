using Microsoft.Extensions.Options;

namespace RunBroker.Http;

/// <summary>
/// Maps handlers that are bound to their parameters and filters at their first request. ASP.NET Core's own mapping compiles code for every one
/// of them before the first request of all is answered; a node that has just started has better things to do.
/// </summary>
internal static class LateBinding
{
    private static readonly string[] OnlyGet = ["GET"];
    private static readonly string[] OnlyPost = ["POST"];
    private static readonly string[] OnlyPatch = ["PATCH"];
    private static readonly string[] OnlyDelete = ["DELETE"];
    private static readonly string[] Both = ["GET", "POST"];

    public static RouteHandlerBuilder Get(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => Map(routes, pattern, OnlyGet, handler);

    public static RouteHandlerBuilder Post(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => Map(routes, pattern, OnlyPost, handler);

    public static RouteHandlerBuilder GetOrPost(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => Map(routes, pattern, Both, handler);

    public static RouteHandlerBuilder Patch(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => Map(routes, pattern, OnlyPatch, handler);

    public static RouteHandlerBuilder Delete(this IEndpointRouteBuilder routes, string pattern, Delegate handler) => Map(routes, pattern, OnlyDelete, handler);

    private static RouteHandlerBuilder Map(IEndpointRouteBuilder routes, string pattern, string[] methods, Delegate handler)
    {
        var conventions = new Conventions(routes.MapMethods(pattern, methods, static http => Task.CompletedTask));
        conventions.Then(endpoint =>
        {
            // For the description of the API, which reads parameters from it.
            endpoint.Metadata.Add(handler.Method);
            var late = new LateHandler(handler, (RouteEndpointBuilder)endpoint, bodyIsRead: methods == OnlyPost || methods == OnlyPatch);
            endpoint.Metadata.Add(late);
            endpoint.FilterFactories.Clear();
            endpoint.RequestDelegate = late.Handle;
        });
        return new RouteHandlerBuilder([conventions]);
    }

    /// <summary>Those of one endpoint, in order, and one that is the last whatever is added.</summary>
    private sealed class Conventions(IEndpointConventionBuilder endpoint) : IEndpointConventionBuilder
    {
        private readonly List<Action<EndpointBuilder>> all = [];

        public void Add(Action<EndpointBuilder> convention) => all.Add(convention);

        public void Finally(Action<EndpointBuilder> finallyConvention) => endpoint.Finally(finallyConvention);

        public void Then(Action<EndpointBuilder> last) => endpoint.Add(built =>
        {
            foreach (var convention in all)
                convention(built);
            last(built);
        });
    }
}

/// <summary>One of them; among its endpoint's metadata, so that all can be bound to see that each can.</summary>
internal sealed class LateHandler
{
    private readonly Lazy<RequestDelegate> bound;

    /// <param name="endpoint">With all its metadata and filters.</param>
    /// <param name="bodyIsRead">A parameter of no other origin is read from the body.</param>
    public LateHandler(Delegate handler, RouteEndpointBuilder endpoint, bool bodyIsRead)
    {
        var copy = new RouteEndpointBuilder(null, endpoint.RoutePattern, endpoint.Order) { ApplicationServices = endpoint.ApplicationServices };
        foreach (var known in endpoint.Metadata)
            copy.Metadata.Add(known);
        foreach (var filter in endpoint.FilterFactories)
            copy.FilterFactories.Add(filter);
        bound = new(() => Bind(handler, copy, bodyIsRead));
    }

    public bool IsBound => bound.IsValueCreated;

    public Task Handle(HttpContext http) => bound.Value(http);

    /// <exception cref="InvalidOperationException">A parameter comes from nowhere.</exception>
    public RequestDelegate Bind() => bound.Value;

    private static RequestDelegate Bind(Delegate handler, RouteEndpointBuilder endpoint, bool bodyIsRead) =>
        RequestDelegateFactory.Create(handler, new RequestDelegateFactoryOptions
        {
            ServiceProvider = endpoint.ApplicationServices,
            RouteParameterNames = endpoint.RoutePattern.Parameters.Select(p => p.Name),
            ThrowOnBadRequest = endpoint.ApplicationServices.GetRequiredService<IOptions<RouteHandlerOptions>>().Value.ThrowOnBadRequest,
            DisableInferBodyFromParameters = !bodyIsRead,
            EndpointBuilder = endpoint,
        }).RequestDelegate;
}
