"""A provider's worker in a replay: accepts what is offered, page by page, through the queue's own door."""

from waymark.demo.staff import Staff


class Worker:
    """One member of staff who says yes to everything in the queue."""

    def __init__(self, staff: Staff, member: str) -> None:
        self._staff = staff
        self.member = member

    async def accept_all(self) -> int:
        """Accept what is offered now; answers how many."""
        accepted = 0
        while items := (await self._staff.get("/notifier/v1/allocations", state="offered", limit="100"))["items"]:
            for item in items:
                path = f"/notifier/v1/allocations/{item['id']}:accept"
                await self._staff.post(path, {"version": item["version"]})
                accepted += 1
        return accepted
