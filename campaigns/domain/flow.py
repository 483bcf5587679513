"""A small exact minimum-cost flow on whole numbers: successive cheapest paths."""

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Network:
    """Arcs are kept in pairs: arc i and its reverse i ^ 1."""

    arcs: dict[Hashable, list[int]] = field(default_factory=dict)
    heads: list[Hashable] = field(default_factory=list)
    room: list[int] = field(default_factory=list)
    cost: list[int] = field(default_factory=list)

    def arc(self, tail: Hashable, head: Hashable, room: int, cost: int) -> int:
        """Add an arc; returns its number."""
        number = len(self.heads)
        for here, there, free, price in ((tail, head, room, cost), (head, tail, 0, -cost)):
            self.arcs.setdefault(here, []).append(len(self.heads))
            self.heads.append(there)
            self.room.append(free)
            self.cost.append(price)
        return number

    def used(self, number: int) -> int:
        """The flow on an arc."""
        return self.room[number ^ 1]

    def send(self, source: Hashable, sink: Hashable) -> int:
        """Send as much as possible, as cheaply as possible; returns the amount. Costs may be negative, cycles not."""
        sent = 0
        while path := self._cheapest(source, sink):
            amount = min(self.room[number] for number in path)
            for number in path:
                self.room[number] -= amount
                self.room[number ^ 1] += amount
            sent += amount
        return sent

    def _cheapest(self, source: Hashable, sink: Hashable) -> list[int]:
        """The arcs of a cheapest path with room, or none."""
        distance: dict[Hashable, int] = {source: 0}
        last: dict[Hashable, int] = {}
        queue, queued = deque([source]), {source}
        while queue:
            node = queue.popleft()
            queued.discard(node)
            for number in self.arcs.get(node, ()):
                head, price = self.heads[number], distance[node] + self.cost[number]
                if self.room[number] and (head not in distance or price < distance[head]):
                    distance[head] = price
                    last[head] = number
                    if head not in queued:
                        queued.add(head)
                        queue.append(head)
        path: list[int] = []
        node = sink
        while node in last and node != source:
            path.append(last[node])
            node = self.heads[last[node] ^ 1]
        return path
