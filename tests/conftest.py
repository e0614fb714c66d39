"""What every test stands on."""

from __future__ import annotations

import torch

# Tests are many small networks: more threads only get in each other's way.
torch.set_num_threads(1)
