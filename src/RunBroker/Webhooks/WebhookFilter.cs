using System.Collections.Immutable;
using RunBroker.Claims;
using RunBroker.Http.Json;

namespace RunBroker.Webhooks;

/// <summary>Holds when the user has the tag (<paramref name="Value"/> null: with any value). Ordinal.</summary>
public sealed record WebhookCondition(string Tag, string? Value)
{
    public bool Holds(ImmutableArray<UserTag> tags) => tags.Any(t => t.Key == Tag && (Value is null || t.Value == Value));
}

/// <summary>What a webhook asks for (TG-18). Several conditions are or; none means all.</summary>
public sealed record WebhookFilter(ImmutableArray<string> Events, ImmutableArray<WebhookCondition> Conditions)
{
    public const int MostConditions = 50;

    /// <param name="type">One of <see cref="WebhookEvents"/>.</param>
    /// <param name="tags">
    /// Of the user the event is about; empty for events about no user, which a webhook with conditions therefore never gets.
    /// </param>
    public bool Wants(string type, ImmutableArray<UserTag> tags) =>
        Events.Contains(type, StringComparer.Ordinal) && (Conditions.IsEmpty || Conditions.Any(c => c.Holds(tags)));

    /// <summary>Reads <c>events</c> and <c>conditions</c> of a webhook resource; for use only if no complaint was filed.</summary>
    public static WebhookFilter Read(FieldReader webhook)
    {
        var events = webhook.Texts("events", most: WebhookEvents.All.Length, longest: 100);
        if (events.IsEmpty) webhook.Complain("events", "must name an event");
        if (events.Any(e => !WebhookEvents.All.Contains(e)))
            webhook.Complain("events", "must be of: " + string.Join(", ", WebhookEvents.All));

        var conditions = ImmutableArray.CreateBuilder<WebhookCondition>();
        foreach (var each in webhook.InnerEach("conditions", MostConditions))
        {
            var tag = each.RequiredText("tag", ClaimLimits.TagKey);
            var value = each.Text("value", ClaimLimits.TagValue);
            each.RefuseUnknown();
            if (tag is not null) conditions.Add(new(tag, value));
        }

        return new([.. events.Distinct(StringComparer.Ordinal)], conditions.ToImmutable());
    }
}
