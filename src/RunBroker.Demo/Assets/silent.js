// The broker has sent the hidden frame back here: the page around it gets the answer. Nobody else does (the target origin is our own).
parent.postMessage(location.search, location.origin);
