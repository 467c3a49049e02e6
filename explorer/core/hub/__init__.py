"""The hub: models that can be found there, fetched, and what of them is kept on this machine.

`ids` says which model a text names, `asking` waits for a hub and explains its refusals, `listing`
tells what a repository holds, `search` finds repositories, `reach` and `weights` what can be known
of a model beforehand, `blobs` fetches one file and checks it, `download` a whole model, `cache` is
what lies here. Tokens are huggingface_hub's own business (`hf auth login`): none is kept by us.
HF_ENDPOINT, HF_HOME, HF_TOKEN and HF_HUB_OFFLINE count as everywhere. Nothing here imports torch.
"""
