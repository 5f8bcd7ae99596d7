"""What stands at the top of a task: something to send for the National Referral Mechanism, no person to work with.

Not here: which steps a task allows (transition.py).
"""

from waymark.words import DutyKind
from waymark_notifier.allocation import Allocation

# Whoever must check the account for what identifies a person sends it without saying who it is.
_OF_A_NOTICE = frozenset({"check_account_for_identity", "send_duty_to_notify", DutyKind.DUTY_TO_NOTIFY.value})


def is_duty_to_notify(allocation: Allocation) -> bool:
    """Whether the person did not agree: the account goes out, the person stays unnamed."""
    return allocation.is_task and not _OF_A_NOTICE.isdisjoint(allocation.obligations)


def title(allocation: Allocation) -> str:
    """What is to be sent, in a sentence; "" where it is no task."""
    if not allocation.is_task:
        return ""
    if is_duty_to_notify(allocation):
        return "Send a Duty to Notify. The person has not agreed to the National Referral Mechanism."
    if allocation.child != "no":
        return "Send a referral to the National Referral Mechanism. A child's agreement is not needed."
    return "Send a referral to the National Referral Mechanism. The person has agreed."
