namespace RunBroker.MySessions;

/// <summary>The person → broker: where am I signed in?</summary>
internal static class MySessionsEndpoint
{
    public static Task<IResult> Handle(HttpContext http, MySessionsPage page, CancellationToken stop) => page.Show(http, stop);
}

/// <summary>The person → broker: end this session, or all of mine.</summary>
internal static class EndMySessionsEndpoint
{
    public static Task<IResult> One(HttpContext http, EndMySessions end, CancellationToken stop) => end.One(http, stop);

    public static Task<IResult> Everywhere(HttpContext http, EndMySessions end, CancellationToken stop) => end.Everywhere(http, stop);
}
