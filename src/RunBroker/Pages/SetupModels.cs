namespace RunBroker.Pages;

/// <summary>First start: one button makes the operator's token, so that opening the link (a preview, a scanner) does not spend it.</summary>
public sealed record SetupLinkModel
{
    public required OwnForm Form { get; init; }
}

/// <summary>The operator's token, shown this once.</summary>
public sealed record OperatorTokenModel
{
    public required string Token { get; init => field = Inert.Text(value); }
    public string? AdminUrl { get; init => field = Inert.Link(value); }
}

/// <summary>A plain statement.</summary>
public sealed record MessageModel
{
    public required string Title { get; init => field = Inert.Name(value); }
    public required string Lead { get; init => field = Inert.Text(value); }
    public int Status { get; init; } = 200;
    public string? LinkText { get; init => field = Inert.NameOrNone(value); }
    public string? LinkUrl { get; init => field = Inert.Link(value); }
}
