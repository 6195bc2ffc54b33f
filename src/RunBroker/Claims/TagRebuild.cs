using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace RunBroker.Claims;

/// <summary>
/// The tags after a sign-in. <c>source: sso</c>, then manual tags as they are, then mappings in order, up to
/// <see cref="ClaimLimits.TagsPerUser"/> (TG-28); each tag left out has a note. Where keys collide the earlier one stays, so a manual
/// tag outlives an SSO one of its key: an admin's hand-made exception must not vanish at the next sign-in, and deleting it
/// lets the claim through again.
/// </summary>
internal static class TagRebuild
{
    // A claim of several values becomes a JSON array: joined with a comma, ["a,b"] and ["a","b"] would be the same tag.
    private static readonly JsonSerializerOptions AsJson = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static ImmutableArray<UserTag> From(
        UpstreamClaims claims, ClaimMappings mappings, ImmutableArray<UserTag> existing, ImmutableArray<MappingNote>.Builder notes)
    {
        var tags = new List<UserTag> { UserTag.FromSso };
        foreach (var manual in existing.Where(t => t.Origin == TagOrigin.Manual)) Add(manual, claim: null);
        foreach (var mapping in mappings.TagMappings())
        {
            if (Read(claims, mapping, notes) is { } value) Add(new(mapping.Tag, value, TagOrigin.Sso), mapping.Claim);
        }

        // TG-19, pains 1.4: what the provider stopped saying goes, and the case file says so.
        foreach (var gone in existing.Where(t => t.Origin == TagOrigin.Sso && tags.TrueForAll(kept => kept.Key != t.Key)))
            notes.Add(new("tag:" + gone.Key, null, MappingStep.NoLongerAsserted, "removed: this sign-in did not give it a value"));
        return [.. tags];

        void Add(UserTag tag, string? claim)
        {
            var twin = tags.Find(t => t.Key == tag.Key);
            MappingNote? note = twin?.Origin switch
            {
                TagOrigin.Source => Dropped(MappingStep.KeyIsOurs, "dropped: this key is ours"),
                TagOrigin.Manual => Dropped(MappingStep.ManualTagKept, "dropped: a tag set by hand has this key and stays"),
                TagOrigin.Sso => Dropped(MappingStep.TagMappedTwice, "dropped: an earlier mapping gave this tag"),
                _ when tags.Count >= ClaimLimits.TagsPerUser => Dropped(
                    MappingStep.OverTagLimit,
                    string.Create(CultureInfo.InvariantCulture, $"dropped: a user has at most {ClaimLimits.TagsPerUser} tags")),
                _ => null,
            };
            if (note is null) tags.Add(tag);
            else notes.Add(note);

            MappingNote Dropped(MappingStep step, string says) => new("tag:" + tag.Key, claim, step, says);
        }
    }

    private static string? Read(UpstreamClaims claims, OtherClaimMapping mapping, ImmutableArray<MappingNote>.Builder notes)
    {
        var target = "tag:" + mapping.Tag;
        if (mapping.Tag.Length > ClaimLimits.TagKey)
        {
            notes.Add(new(target, mapping.Claim, MappingStep.TooLong, "dropped: the tag's key is too long"));
            return null;
        }

        if (claims.Find(mapping.Claim) is not { Values: { Length: > 1 } several })
            return ClaimText.ReadOne(claims, target, mapping.Claim, ClaimLimits.TagValue, notes);

        var text = JsonSerializer.Serialize(several, AsJson);
        var fault = text.Length > ClaimLimits.TagValue ? ClaimText.Unusable(text, ClaimLimits.TagValue) : null;
        notes.Add(fault is { } f
            ? new(target, mapping.Claim, f.Step, f.Says)
            : new(target, mapping.Claim, MappingStep.SeveralAsJson, "several values were written as a JSON array"));
        return fault is null ? text : null;
    }
}
