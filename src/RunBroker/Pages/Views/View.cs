using Microsoft.AspNetCore.Components;
using RunBroker.Pages.Words;

namespace RunBroker.Pages.Views;

/// <summary>A page: a context, a model, no state of its own.</summary>
public abstract class View<TModel> : ComponentBase
    where TModel : class
{
    [Parameter, EditorRequired]
    public required PageContext Page { get; set; }

    [Parameter, EditorRequired]
    public required TModel Model { get; set; }

    internal Texts T => Page.Texts;
}
