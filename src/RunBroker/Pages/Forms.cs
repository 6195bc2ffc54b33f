using System.Collections.Immutable;

namespace RunBroker.Pages;

/// <summary>A name and value a form carries along unseen. Both go out exactly as given; the renderer escapes them.</summary>
public sealed record FormField(string Name, string Value);

/// <summary>A form that posts to ourselves.</summary>
/// <param name="Action">A path of ours, such as <c>/sign-in/email</c>.</param>
/// <param name="AntiForgery">Proves that our own page sent the form (RFC6749-10.12).</param>
/// <param name="Hidden">Whatever finds the sign-in again, such as its handle.</param>
public sealed record OwnForm(string Action, FormField AntiForgery, ImmutableArray<FormField> Hidden)
{
    /// <summary>
    /// Where a redirect in answer to this form may lead: Chrome applies form-action to it as well (O-009). Where naming the places would
    /// tell who our tenants are (e-mail to tenant), leave this empty and answer the form with <see cref="PersonPages.Onward"/>.
    /// </summary>
    public ImmutableArray<Uri> LeadsTo { get; init; } = [];
}
