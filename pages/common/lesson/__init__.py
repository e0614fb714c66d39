"""The lesson: one module a chapter, each with a ``draw()``; ``chapters`` leads through them.

What a chapter remembers lies in the session under keys that begin with ``learn_``.
"""
