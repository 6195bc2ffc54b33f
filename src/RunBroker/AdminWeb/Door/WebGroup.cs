using RunBroker.Admin.Api;
using RunBroker.Http;

namespace RunBroker.AdminWeb.Door;

/// <summary>Where admin pages are mapped. Every route gets its policy here and nowhere else.</summary>
internal sealed class WebGroup(RouteGroupBuilder group)
{
    public const string Root = "/admin";

    public void Get(string path, Delegate page, ApiPolicy policy = ApiPolicy.Read) =>
        group.Get(path, page).WithMetadata(new PolicyMetadata(policy)).ExcludeFromDescription();

    /// <summary>A form; the door has checked its proof before <paramref name="take"/> runs.</summary>
    public void Post(string path, Delegate take, ApiPolicy policy = ApiPolicy.Write, int bytes = Limits.FormBytes) =>
        group.Post(path, take).WithMetadata(new PolicyMetadata(policy), new FormLimit(bytes)).ExcludeFromDescription();
}

/// <summary>On forms that may bring a file or a message.</summary>
internal sealed record FormLimit(int Bytes);
