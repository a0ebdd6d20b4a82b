"""The only folder that knows CrewAI: agents, the model they think with, the tools they call, a run from end to end.

Importing anything in here first sets the switches that CrewAI reads while it is imported.
"""

from crew_container.engine import quiet as quiet
