namespace RunBroker.Tests.Upstream;

/// <summary>A load balancer without memory: requests to the issuer go to its nodes in turn, under the issuer's name. Others pass.</summary>
internal sealed class InTurn : DelegatingHandler
{
    private readonly string issuer;
    private readonly string[] nodes;
    private readonly int[] served;
    private int turn;

    /// <param name="first">The node of the first request.</param>
    public InTurn(string issuer, int first, params string[] nodes)
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false })
    {
        (this.issuer, this.nodes, served, turn) = (issuer, nodes, new int[nodes.Length], first - 1);
    }

    /// <summary>Requests by node.</summary>
    public IReadOnlyList<int> Served => served;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is { } url && url.GetLeftPart(UriPartial.Authority) == issuer)
        {
            var node = Interlocked.Increment(ref turn) % nodes.Length;
            Interlocked.Increment(ref served[node]);
            request.Headers.Host = url.Authority;
            request.RequestUri = new Uri(nodes[node] + url.PathAndQuery);
        }

        return base.SendAsync(request, cancellationToken);
    }
}
